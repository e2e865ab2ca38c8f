package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;

/**
 * The part of an invoice that stands for one charge.
 *
 * @param allocated at most the invoice's amount, all charges together
 */
public record AllocatedInvoice(long chargeId, InvoiceInfo invoice, Fen allocated) {}
