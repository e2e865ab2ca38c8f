package io.weiyi.ledger;

/** A posting would push an account below its floor; the database refused it and the transaction is lost. */
public final class OverdraftRefused extends RuntimeException {

    OverdraftRefused(LedgerPosting posting, Throwable cause) {
        super(
                "posting " + posting.kind() + " of " + posting.refKind() + " " + posting.refId()
                        + " would overdraw an account",
                cause);
    }
}
