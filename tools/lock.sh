#!/bin/sh
# Write requirements/*.txt anew from pyproject.toml: one lock a group, exact versions, every platform's
# hashes, no addresses. Takes uv. A package that two locks share has one version in both.
set -eu
cd "$(dirname "$0")/.."

compile() {
	name=$1
	shift
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--output-file "requirements/$name.txt" "$@"
	echo "requirements/$name.txt"
}

compile press pyproject.toml
compile build --constraint requirements/press.txt --group build
compile cluster --constraint requirements/press.txt --extra cluster pyproject.toml
compile dev --constraint requirements/press.txt --constraint requirements/build.txt \
	--constraint requirements/cluster.txt --group dev
compile bench --group bench
compile node --group node
compile verapdf --no-deps --group verapdf
