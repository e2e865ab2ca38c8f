package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.id.PublicId;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Checks;
import io.weiyi.kernel.problem.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads the bank's answer in its default form: CSV in UTF-8 or GB18030 with the columns {@code claimId, amountFen, result,
 * reason, bankRef}. Everything wrong in it is named at once, by row.
 */
final class BankResultFile {

    private static final int ROWS_MAX = 20_000;
    private static final int REASON_MAX = 500;
    private static final int REFERENCE_MAX = 100;
    private static final int DIGITS_MAX = 15;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1," + DIGITS_MAX + "}");
    private static final Set<String> RESULTS = Set.of("PAID", "FAILED", "RETURNED");
    private static final CSVFormat FORM = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private BankResultFile() {}

    static List<BankResult> read(byte[] content) {
        Checks checks = new Checks();
        List<BankResult> results = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(new StringReader(text(content)), FORM)) {
            for (String column : List.of("claimId", "amountFen", "result")) {
                checks.require(parser.getHeaderNames().contains(column), "file", "has no column " + column);
            }
            checks.orThrow();
            for (CSVRecord row : parser) {
                if (results.size() >= ROWS_MAX) {
                    throw Problem.validation("file", "has more than " + ROWS_MAX + " rows");
                }
                read(row, results, checks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory could not be read", e);
        } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw Problem.validation("file", "is not a table in CSV with one heading row");
        }
        checks.require(!results.isEmpty() || !checks.isEmpty(), "file", "has no rows");
        checks.orThrow();
        return results;
    }

    private static void read(CSVRecord row, List<BankResult> results, Checks checks) {
        int number = (int) row.getRecordNumber() + 1;
        String field = "row " + number;
        OptionalLong claim = PublicId.parse(cell(row, "claimId"));
        String amount = cell(row, "amountFen");
        String result = cell(row, "result");
        String reason = cell(row, "reason");
        String reference = cell(row, "bankRef");
        checks.require(claim.isPresent(), field, "claimId must be the id of a claim");
        checks.require(AMOUNT.matcher(amount).matches(), field, "amountFen must be whole fen");
        checks.require(RESULTS.contains(result), field, "result must be PAID, FAILED or RETURNED");
        checks.require(reason.length() <= REASON_MAX, field, "reason is too long");
        checks.require(reference.length() <= REFERENCE_MAX, field, "bankRef is too long");
        if (claim.isPresent() && AMOUNT.matcher(amount).matches() && RESULTS.contains(result)) {
            results.add(new BankResult(
                    number,
                    claim.getAsLong(),
                    Fen.of(Long.parseLong(amount)),
                    PayoutItemStatus.valueOf(result),
                    reason,
                    reference));
        }
    }

    private static String cell(CSVRecord row, String column) {
        return row.isSet(column) ? row.get(column) : "";
    }

    private static String text(byte[] content) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            text = new String(content, Charset.forName("GB18030"));
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
