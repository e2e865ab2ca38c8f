package io.weiyi.catalog;

import io.weiyi.kernel.money.Fen;

/**
 * A test that a lab sells (服务事项).
 *
 * @param ownerId the lab
 * @param sampleFen list price per sample
 * @param turnaroundDays from receipt of the samples to the report
 * @param published whether it can be ordered
 */
public record ServiceItemInfo(
        long id, long ownerId, String nameZh, String nameEn, Fen sampleFen, int turnaroundDays, boolean published) {}
