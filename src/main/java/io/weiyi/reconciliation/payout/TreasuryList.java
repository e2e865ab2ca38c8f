package io.weiyi.reconciliation.payout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The treasury's payment list (国库集中支付清单) in CSV: accounts as text, amounts in yuan with exactly two decimals, at most
 * 5,000 rows a file, a byte order mark for spreadsheets.
 */
final class TreasuryList {

    static final int ROWS_MAX = 5_000;

    private static final List<String> HEADINGS = List.of("序号", "收款人全称", "收款人账号", "开户行", "联行号", "金额（元）", "用途");
    private static final String PURPOSE = "创新券补助 %s 兑付申请 %d";

    private TreasuryList() {}

    static int parts(PayoutBatch batch) {
        return (batch.items().size() + ROWS_MAX - 1) / ROWS_MAX;
    }

    /** @param part counted from 1 */
    static String csv(PayoutBatch batch, int part) {
        int from = (part - 1) * ROWS_MAX;
        int until = Math.min(from + ROWS_MAX, batch.items().size());
        StringBuilder text = new StringBuilder("\uFEFF");
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(HEADINGS);
            for (PayoutBatch.Item item : batch.items().subList(from, until)) {
                printer.printRecord(
                        item.no(),
                        item.payee().name(),
                        item.payee().number(),
                        item.payee().bank(),
                        item.payee().cnaps(),
                        item.amount().toYuanDecimal().toPlainString(),
                        PURPOSE.formatted(batch.month(), item.claimId()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be written", e);
        }
        return text.toString();
    }
}
