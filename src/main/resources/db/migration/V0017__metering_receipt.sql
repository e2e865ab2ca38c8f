-- The server's signed word for when each reading came: batches of hashes in a chain of days.

-- The transaction that committed a reading. A cursor over it, kept below the oldest transaction still running, misses
-- no row that commits late; entries of one transaction share an index entry, so that it costs next to nothing.
ALTER TABLE raw_reading ADD COLUMN tx xid8 NOT NULL DEFAULT pg_current_xact_id();
COMMENT ON COLUMN raw_reading.tx IS 'The transaction that committed it; the cursor of the day chain.';
CREATE INDEX raw_reading_tx ON raw_reading (tx);

CREATE TABLE receipt_key (
    kid   text PRIMARY KEY,
    der   bytea NOT NULL,
    since timestamptz NOT NULL
);
COMMENT ON TABLE receipt_key IS 'Certificates of the keys that signed receipts; kid is base64url of the SHA-256 of the DER. Insert-only.';
CREATE TRIGGER receipt_key_is_fact BEFORE UPDATE OR DELETE ON receipt_key FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE day_chain (
    id            bigint PRIMARY KEY CHECK (id >= 1),
    day           date NOT NULL,
    no            int NOT NULL CHECK (no >= 1),
    prev          text NOT NULL CONSTRAINT day_chain_no_fork UNIQUE,
    hash          text NOT NULL UNIQUE,
    root          text NOT NULL,
    reading_count int NOT NULL CHECK (reading_count >= 1),
    received_from timestamptz NOT NULL,
    received_last timestamptz NOT NULL,
    sealed_at     timestamptz NOT NULL,
    tx_before     xid8 NOT NULL,
    kid           text NOT NULL REFERENCES receipt_key,
    jws           text NOT NULL,
    leaves        bytea NOT NULL,
    CONSTRAINT day_chain_number UNIQUE (day, no),
    CONSTRAINT day_chain_leaves CHECK (length(leaves) = 32 * reading_count),
    CONSTRAINT day_chain_order CHECK (received_from <= received_last)
);
COMMENT ON TABLE day_chain IS 'Receipts (收讫凭证) for committed readings: each row seals a batch under a hash tree, names the row before it and is signed. A reading belongs to the day of its receipt. Insert-only.';
COMMENT ON COLUMN day_chain.tx_before IS 'Every reading of an earlier transaction is sealed in this row or one before it.';
COMMENT ON COLUMN day_chain.leaves IS 'SHA-256 of each reading''s leaf in order, 32 bytes each, from which the path of any of them is computed.';
CREATE INDEX day_chain_kid ON day_chain (kid);
CREATE TRIGGER day_chain_is_fact BEFORE UPDATE OR DELETE ON day_chain FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER day_chain_is_kept BEFORE TRUNCATE ON day_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
