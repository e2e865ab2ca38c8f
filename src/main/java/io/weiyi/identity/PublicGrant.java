package io.weiyi.identity;

import io.weiyi.kernel.money.Fen;
import org.jspecify.annotations.Nullable;

/**
 * Public money an organisation had from elsewhere (其他财政资金).
 *
 * @param invoiceNumber the invoice it was given for; null when only the year is known
 * @param invoiceCode null for a fully digital one
 */
public record PublicGrant(
        String organisationCode,
        int year,
        String programme,
        @Nullable String invoiceNumber,
        @Nullable String invoiceCode,
        Fen amount,
        String source) {}
