package io.weiyi.billing;

/** What exactly a charge is for (计费对象); it has one live charge at most. */
public record ChargeSubject(SubjectKind kind, long id) {}
