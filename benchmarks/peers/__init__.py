"""How does Tàng Thư compare with what a library would use instead? One module a peer."""
