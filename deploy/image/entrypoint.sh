#!/bin/sh
# n8n looks for community packages in its user folder, which is a volume: ours is put there at every start.
set -eu
modules="${N8N_USER_FOLDER:-$HOME}/.n8n/nodes/node_modules"
mkdir -p "$modules"
rm -rf "$modules/n8n-nodes-chatwoot-sla"
cp -R "${CHATWOOT_SLA_PACKAGE:-/opt/n8n-nodes-chatwoot-sla}" "$modules/n8n-nodes-chatwoot-sla"
exec "${N8N_ENTRYPOINT:-/docker-entrypoint.sh}" "$@"
