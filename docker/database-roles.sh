#!/usr/bin/env bash
# Runs once, when the database container makes its cluster: two roles and a database that belongs to the owner.
set -euo pipefail
psql -v ON_ERROR_STOP=1 --username postgres \
    --set app="$WEIYI_DATABASE_PASSWORD" --set owner="$WEIYI_DATABASE_OWNER_PASSWORD" <<'SQL'
CREATE ROLE weiyi_owner LOGIN PASSWORD :'owner';
CREATE ROLE weiyi_app LOGIN PASSWORD :'app';
CREATE DATABASE weiyi OWNER weiyi_owner;
REVOKE ALL ON DATABASE weiyi FROM PUBLIC;
GRANT CONNECT ON DATABASE weiyi TO weiyi_app;
\connect weiyi
ALTER SCHEMA public OWNER TO weiyi_owner;
SQL
