package io.weiyi.web;

import io.weiyi.kernel.money.AmountInWords;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.print.Paper;
import io.weiyi.kernel.sheet.SheetWriter;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.reporting.ChargeReport;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An organisation's month on paper and as a sheet whose lines lead to the use behind them. */
@ApplicationScoped
class StatementPapers {

    private static final List<String> HEADINGS = List.of(
            "费用编号", "供给方", "仪器或项目", "使用月份", "行号", "内容", "数量", "单位", "单价（元）", "金额（元）", "冲销的费用", "费用页面", "使用记录页面");

    private final ChargeReport report;

    StatementPapers(ChargeReport report) {
        this.report = report;
    }

    /** One row a charge, and the sum in figures and words. */
    Paper paper(String month, String organisation, List<ChargeReport.Row> charges, Instant now) {
        Fen total = charges.stream().map(charge -> Fen.of(charge.totalFen())).reduce(Fen.ZERO, Fen::plus);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("单位", organisation);
        facts.put("月份", month);
        facts.put("笔数", Integer.toString(charges.size()));
        facts.put("合计（元）", total.toYuan());
        facts.put("合计（大写）", AmountInWords.of(total));
        return new Paper("机时费用对账单")
                .facts(facts)
                .table(
                        List.of(
                                Paper.Column.text("费用", 2),
                                Paper.Column.text("仪器或项目", 5),
                                Paper.Column.text("供给方", 5),
                                Paper.Column.text("使用月份", 2),
                                Paper.Column.figure("金额（元）", 3)),
                        charges.stream()
                                .map(charge -> List.of(
                                        Long.toString(charge.id()),
                                        charge.thingZh(),
                                        charge.providerZh(),
                                        Formats.month(charge.serviceMonth()),
                                        Fen.of(charge.totalFen()).toYuan()))
                                .toList())
                .text("按记账月份汇总，冲销以负数列示；制表时间 " + BusinessTime.text(now) + "。")
                .signatures(List.of("制表：", "复核：", "单位盖章："));
    }

    /** One row a line of a charge, with the addresses of the charge and of each session behind it. */
    byte[] sheet(String month, List<ChargeReport.Row> charges, String base) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SheetWriter sheet = new SheetWriter(bytes, month, HEADINGS)) {
            for (ChargeReport.Row charge : charges) {
                String sessions = report.sessions(charge.id()).stream()
                        .map(session -> base + "/sessions/" + session.id())
                        .collect(Collectors.joining("\n"));
                Long reversed = charge.reversalOf();
                for (ChargeReport.Line line : report.lines(charge.id())) {
                    List<Object> cells = new ArrayList<>();
                    cells.add(charge.id());
                    cells.add(charge.providerZh());
                    cells.add(charge.thingZh());
                    cells.add(Formats.month(charge.serviceMonth()));
                    cells.add(line.no());
                    cells.add(line.textZh());
                    cells.add(new BigDecimal(line.quantity()));
                    cells.add(line.unit());
                    cells.add(new BigDecimal(line.unitPrice()));
                    cells.add(Fen.of(line.amountFen()).toYuanDecimal());
                    cells.add(reversed == null ? "" : Long.toString(reversed));
                    cells.add(base + "/charges/" + charge.id());
                    cells.add(sessions);
                    sheet.row(cells);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a sheet in memory could not be written", e);
        }
        return bytes.toByteArray();
    }
}
