package io.weiyi.ledger;

/** What an account (科目) stands for. */
public enum AccountKind {
    ASSET,
    LIABILITY,
    INCOME,
    EXPENSE,
    /** Money that others owe each other: told here, never held here. */
    MEMO
}
