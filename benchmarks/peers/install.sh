#!/usr/bin/env bash
# Installs what stands beside Tàng Thư in `python -m benchmarks.peers`, on Debian or Ubuntu.
#
#   benchmarks/peers/install.sh [PYTHON]      PYTHON: that of the project, .venv/bin/python
#
# What is there already is left alone. The peers are no part of the project: Xapian and PostgreSQL are
# Debian's packages, OpenSearch is put together of its Maven artifacts in bench-runs/peers.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${1:-.venv/bin/python}
opensearch=2.19.6
home=bench-runs/peers/opensearch

missing=()
have() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }
for package in python3-xapian postgresql postgresql-contrib unzip maven; do
  have "$package" || missing+=("$package")
done
command -v java >/dev/null || missing+=(openjdk-17-jre-headless)
if [ "${#missing[@]}" -gt 0 ]; then
  sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -q
  if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    # The benchmark starts a server of its own; the machine needs none.
    $sudo apt-get install -q -y --no-install-recommends postgresql-common
    echo 'create_main_cluster = false' | $sudo tee /etc/postgresql-common/createcluster.conf
  fi
  $sudo apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

"$python" -m pip install --quiet --disable-pip-version-check -c constraints.txt whoosh-reloaded

[ "$(cat "$home/VERSION" 2>/dev/null)" != "$opensearch" ] || exit 0

# The artifact is the server without its modules; two of them are needed: HTTP, and the filters that
# fold letters.
rm -rf "$home"
mkdir -p "$home"
module() { # name, class
  local folder="$home/modules/$1"
  mkdir -p "$folder"
  mvn -q -B -f "$home/pom-$1.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DexcludeTransitive="$3" -DoutputDirectory="$PWD/$folder"
  cat >"$folder/plugin-descriptor.properties" <<END
name=$1
description=$1
version=$opensearch
opensearch.version=$opensearch
java.version=11
classname=$2
extended.plugins=
has.native.controller=false
END
}
pom() { # module, artifact
  cat >"$home/pom-$1.xml" <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>peers</groupId><artifactId>$1</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.opensearch.plugin</groupId><artifactId>$2</artifactId><version>$opensearch</version>
    </dependency>
  </dependencies>
</project>
END
}
zip=org.opensearch.distribution.integ-test-zip:opensearch:$opensearch:zip
mvn -q -B dependency:get -Dartifact="$zip" -Dtransitive=false
mvn -q -B dependency:copy -Dartifact="$zip" -DoutputDirectory="$PWD/$home"
unzip -q "$home/opensearch-$opensearch.zip" -d "$home"
mv "$home/opensearch-$opensearch"/* "$home"
rm -r "$home/opensearch-$opensearch" "$home/opensearch-$opensearch.zip"
pom transport-netty4 transport-netty4-client
module transport-netty4 org.opensearch.transport.Netty4Plugin false
pom analysis-common analysis-common
module analysis-common org.opensearch.analysis.common.CommonAnalysisPlugin true
rm "$home"/pom-*.xml "$home/README.md"
cat >"$home/modules/transport-netty4/plugin-security.policy" <<END
grant {
  permission java.io.FilePermission "/proc/sys/net/core/somaxconn", "read";
  permission java.net.SocketPermission "*", "accept,connect";
  permission java.lang.RuntimePermission "*", "setContextClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
  permission java.util.PropertyPermission "sun.nio.ch.bugLevel", "write";
};
END
echo "$opensearch" >"$home/VERSION"
