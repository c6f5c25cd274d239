CREATE TABLE catalog (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE sources (
	id INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	root TEXT NOT NULL, 
	format VARCHAR NOT NULL, 
	ingested_at VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (path)
);
CREATE TABLE revisions (
	"key" INTEGER NOT NULL, 
	item_id VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	PRIMARY KEY ("key"), 
	UNIQUE (item_id)
);
CREATE INDEX ix_revisions_revision ON revisions (revision);
CREATE TABLE items (
	"key" INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	fingerprint BLOB NOT NULL, 
	rights VARCHAR NOT NULL, 
	metadata BLOB NOT NULL, 
	page_count INTEGER NOT NULL, 
	text_bytes INTEGER NOT NULL, 
	PRIMARY KEY ("key"), 
	FOREIGN KEY("key") REFERENCES revisions ("key"), 
	FOREIGN KEY(source_id) REFERENCES sources (id)
);
CREATE TABLE pages (
	id BIGINT NOT NULL, 
	label VARCHAR, 
	image TEXT, 
	text BLOB NOT NULL, 
	layout BLOB, 
	PRIMARY KEY (id)
);
INSERT INTO catalog VALUES ('schema', '1');
