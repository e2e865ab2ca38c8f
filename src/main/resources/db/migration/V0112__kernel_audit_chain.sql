-- The audit log's chain: batches of hashes, each naming the one before, and the head of each day.

ALTER TABLE audit_entry ADD COLUMN origin text;
ALTER TABLE audit_entry ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
COMMENT ON COLUMN audit_entry.origin IS 'The address the request came from; null for jobs.';
COMMENT ON COLUMN audit_entry.tx IS 'The transaction that committed it; the cursor of the sealer.';
CREATE INDEX audit_entry_tx ON audit_entry (tx, id);
CREATE INDEX audit_entry_actor ON audit_entry (actor, id);

CREATE TABLE audit_seal (
    no        bigint PRIMARY KEY CHECK (no >= 1),
    prev      text NOT NULL CONSTRAINT audit_seal_no_fork UNIQUE,
    hash      text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    ids       bigint[] NOT NULL,
    hashes    bytea NOT NULL,
    tx_before xid8 NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT audit_seal_entries CHECK (cardinality(ids) >= 1 AND length(hashes) = 32 * cardinality(ids))
);
COMMENT ON TABLE audit_seal IS 'The sealer''s batches over the audit log: the hash of each entry, and a hash over these and the batch before. Insert-only.';
COMMENT ON COLUMN audit_seal.tx_before IS 'Every entry of an earlier transaction is in this batch or one before it.';
COMMENT ON COLUMN audit_seal.hashes IS 'SHA-256 of each entry in the order of ids, 32 bytes each, by which a changed one is named.';
CREATE TRIGGER audit_seal_is_fact BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_seal_is_kept BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_head (
    day          date PRIMARY KEY,
    seal_no      bigint NOT NULL REFERENCES audit_seal,
    hash         text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    published_at timestamptz NOT NULL
);
COMMENT ON TABLE audit_head IS 'The head of the audit chain at the end of a day, open to all, so that anybody can keep it. Insert-only.';
CREATE INDEX audit_head_seal ON audit_head (seal_no);
CREATE TRIGGER audit_head_is_fact BEFORE UPDATE OR DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_head_is_kept BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
