package io.weiyi.voucher;

/** What a line still lacks before the claim can be handed in. */
public record MissingItem(long lineId, EvidenceType type) {}
