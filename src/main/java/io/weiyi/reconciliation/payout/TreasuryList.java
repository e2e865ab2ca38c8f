package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.money.AmountInWords;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.sheet.SheetWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The treasury's payment list (国库集中支付清单) in CSV and xlsx: columns of a template, accounts as text, amounts in yuan with
 * exactly two decimals, at most 5,000 rows a file, a byte order mark for spreadsheets.
 */
final class TreasuryList {

    static final int ROWS_MAX = 5_000;

    private static final String PURPOSE = "创新券补助 %s 兑付申请 %d";

    private TreasuryList() {}

    static int parts(PayoutBatch batch) {
        return (batch.items().size() + ROWS_MAX - 1) / ROWS_MAX;
    }

    /** @param part counted from 1 */
    static List<PayoutBatch.Item> items(PayoutBatch batch, int part) {
        int from = (part - 1) * ROWS_MAX;
        return batch.items()
                .subList(from, Math.min(from + ROWS_MAX, batch.items().size()));
    }

    static Fen total(List<PayoutBatch.Item> items) {
        return items.stream().map(PayoutBatch.Item::amount).reduce(Fen.ZERO, Fen::plus);
    }

    /** @param part counted from 1 */
    static String csv(PayoutBatch batch, int part, TreasuryTemplate template) {
        StringBuilder text = new StringBuilder("\uFEFF");
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecord(headings(template));
            for (PayoutBatch.Item item : items(batch, part)) {
                printer.printRecord(cells(batch, item, template));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be written", e);
        }
        return text.toString();
    }

    /** @param part counted from 1 */
    static byte[] xlsx(PayoutBatch batch, int part, TreasuryTemplate template) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SheetWriter sheet = new SheetWriter(bytes, "清单", headings(template))) {
            items(batch, part).forEach(item -> sheet.row(cells(batch, item, template)));
        } catch (IOException e) {
            throw new UncheckedIOException("a sheet in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    private static List<String> headings(TreasuryTemplate template) {
        return template.columns().stream().map(TreasuryTemplate.Column::heading).toList();
    }

    private static List<Object> cells(PayoutBatch batch, PayoutBatch.Item item, TreasuryTemplate template) {
        return template.columns().stream()
                .map(column -> cell(batch, item, column.field()))
                .toList();
    }

    private static Object cell(PayoutBatch batch, PayoutBatch.Item item, TreasuryTemplate.Field field) {
        return switch (field) {
            case NO -> item.no();
            case NAME -> item.payee().name();
            case ACCOUNT -> item.payee().number();
            case BANK -> item.payee().bank();
            case CNAPS -> item.payee().cnaps();
            // Fen over 100 has two decimals and hides none.
            case AMOUNT -> item.amount().toYuanDecimal();
            case AMOUNT_WORDS -> AmountInWords.of(item.amount());
            case PURPOSE -> PURPOSE.formatted(batch.month(), item.claimId());
            case CLAIM -> Long.toString(item.claimId());
            case MONTH -> batch.month().toString();
        };
    }
}
