#!/bin/sh
# The same life of one invoice with the AWS CLI: sh write_records.sh TABLE DOCUMENTS_BUCKET INVOICE.pdf
set -eu
table=$1 bucket=$2 pdf=$3

# The PDF first, so that no reminder misses it.
aws s3 cp "$pdf" "s3://$bucket/factures/2026/F26-0117.pdf"

cd "$(dirname "$0")"

# Whole records.
aws dynamodb put-item --table-name "$table" --item file://customer.json
aws dynamodb put-item --table-name "$table" --item file://invoice.json

# One attribute, and the version with it.
aws dynamodb update-item --table-name "$table" --key file://invoice_key.json \
  --update-expression "SET payments = list_append(if_not_exists(payments, :none), :payment) ADD version :one" \
  --condition-expression "attribute_exists(customer_id)" \
  --expression-attribute-values file://payment.json

# Nothing new to say, but alive.
aws dynamodb put-item --table-name "$table" --item file://heartbeat.json
