-- Papers that were printed, so that whoever holds one can see whether it is genuine.

CREATE TABLE printed_paper (
    token      text PRIMARY KEY CHECK (token ~ '^[A-Za-z0-9_-]{22}$'),
    kind       text NOT NULL CHECK (kind ~ '^[a-z-]{1,40}$'),
    subject    text NOT NULL CHECK (length(subject) BETWEEN 1 AND 60),
    facts      json NOT NULL,
    sha256     text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    printed_at timestamptz NOT NULL,
    CONSTRAINT printed_paper_once UNIQUE (kind, subject, sha256)
);
COMMENT ON TABLE printed_paper IS 'What a printed paper (打印件) says, found by the token in its QR code. The same facts printed again are the same paper. Insert-only.';
COMMENT ON COLUMN printed_paper.facts IS 'Names and values in the order of the paper, which json keeps and jsonb does not.';
CREATE TRIGGER printed_paper_is_fact BEFORE UPDATE OR DELETE ON printed_paper FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER printed_paper_is_kept BEFORE TRUNCATE ON printed_paper FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
