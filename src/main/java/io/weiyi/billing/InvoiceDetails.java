package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What an invoice says, checked for form.
 *
 * @param allocated how much of it stands for the charge; null for as much as fits
 */
public record InvoiceDetails(
        String number,
        @Nullable String code,
        String type,
        LocalDate issuedOn,
        Fen amount,
        @Nullable String buyerCode,
        @Nullable String sellerCode,
        @Nullable Fen allocated) {}
