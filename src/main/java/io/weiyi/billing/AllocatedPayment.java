package io.weiyi.billing;

import io.weiyi.kernel.money.Fen;

/**
 * The part of a payment that stands for one charge.
 *
 * @param allocated at most the payment's amount, all charges together
 */
public record AllocatedPayment(long chargeId, PaymentInfo payment, Fen allocated) {}
