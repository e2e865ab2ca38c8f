-- Which columns a treasury or a bank wants in a payment list.

CREATE TABLE treasury_template (
    code       text PRIMARY KEY CHECK (code ~ '^[A-Z0-9-]{1,20}$'),
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    fields     text[] NOT NULL,
    headings   text[] NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT treasury_template_columns CHECK (cardinality(fields) BETWEEN 1 AND 30 AND cardinality(fields) = cardinality(headings))
);
COMMENT ON TABLE treasury_template IS 'Columns of a payment list (国库集中支付清单) for a treasury or bank, in order: what stands in each and its heading.';
GRANT UPDATE (name, fields, headings, changed_at) ON treasury_template TO ${app_role};
INSERT INTO treasury_template (code, name, fields, headings, changed_at) VALUES
    ('DEFAULT', '国库集中支付', '{NO,NAME,ACCOUNT,BANK,CNAPS,AMOUNT,PURPOSE}', '{序号,收款人全称,收款人账号,开户行,联行号,金额（元）,用途}', '2026-01-01T00:00:00Z');
