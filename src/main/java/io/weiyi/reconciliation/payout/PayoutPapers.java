package io.weiyi.reconciliation.payout;

import io.weiyi.kernel.money.AmountInWords;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.print.Paper;
import io.weiyi.kernel.problem.Problem;
import io.weiyi.kernel.time.BusinessTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes to the treasury with a batch: the payment list in files, and the cover sheet (拨付封面) that is signed. */
@ApplicationScoped
public class PayoutPapers {

    private final PayoutBatches batches;
    private final TreasuryTemplates templates;

    PayoutPapers(PayoutBatches batches, TreasuryTemplates templates) {
        this.batches = batches;
        this.templates = templates;
    }

    /** A file by its name. */
    public record PayoutFile(String name, String mediaType, byte[] content) {}

    /**
     * A part of the list, once the batch is exported.
     *
     * @param part counted from 1
     * @param format {@code csv} or {@code xlsx}
     * @throws Problem 404 for a part, template or format that is not there
     */
    public PayoutFile list(long batchId, int part, String template, String format) {
        PayoutBatch batch = exported(batchId);
        if (part < 1 || part > TreasuryList.parts(batch)) {
            throw Problem.notFound();
        }
        TreasuryTemplate form = templates.find(template).orElseThrow(Problem::notFound);
        String name = "payout-%d-%s-%d.%s".formatted(batch.id(), batch.month(), part, format);
        return switch (format) {
            case "csv" ->
                new PayoutFile(
                        name,
                        "text/csv; charset=UTF-8",
                        TreasuryList.csv(batch, part, form).getBytes(StandardCharsets.UTF_8));
            case "xlsx" ->
                new PayoutFile(
                        name,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        TreasuryList.xlsx(batch, part, form));
            default -> throw Problem.notFound();
        };
    }

    /** The cover sheet of an exported batch, as PDF. */
    public PayoutFile coverSheet(long batchId) {
        PayoutBatch batch = exported(batchId);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("批次号", Long.toString(batch.id()));
        facts.put("月份", batch.month().toString());
        facts.put("制单时间", BusinessTime.text(batch.createdAt()));
        facts.put("笔数", Integer.toString(batch.items().size()));
        facts.put("合计（元）", batch.total().toYuan());
        facts.put("合计（大写）", AmountInWords.of(batch.total()));
        facts.put("冻结内容校验值", batch.hash());
        List<List<String>> files = new ArrayList<>();
        for (int part = 1; part <= TreasuryList.parts(batch); part++) {
            List<PayoutBatch.Item> items = TreasuryList.items(batch, part);
            Fen total = TreasuryList.total(items);
            files.add(List.of(
                    Integer.toString(part), Integer.toString(items.size()), total.toYuan(), AmountInWords.of(total)));
        }
        byte[] pdf = new Paper("创新券补助资金拨付封面")
                .facts(facts)
                .heading("清单文件")
                .table(
                        List.of(
                                Paper.Column.text("文件", 1),
                                Paper.Column.figure("笔数", 1),
                                Paper.Column.figure("金额（元）", 2),
                                Paper.Column.text("金额（大写）", 4)),
                        files)
                .text("收款账户以批次冻结时为准，明细见所附清单。")
                .signatures(List.of("制单人：", "复核人：", "单位盖章："))
                .pdf();
        return new PayoutFile("payout-%d-%s-cover.pdf".formatted(batch.id(), batch.month()), "application/pdf", pdf);
    }

    private PayoutBatch exported(long batchId) {
        PayoutBatch batch = batches.get(batchId);
        if (batch.status() == PayoutStatus.FROZEN || batch.status() == PayoutStatus.APPROVED) {
            throw Problem.illegalTransition("The papers are there once the batch is exported.");
        }
        return batch;
    }
}
