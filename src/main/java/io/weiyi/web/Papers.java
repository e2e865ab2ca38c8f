package io.weiyi.web;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.weiyi.booking.BookingInfo;
import io.weiyi.booking.SampleOrderInfo;
import io.weiyi.catalog.Catalogue;
import io.weiyi.catalog.ServiceItemInfo;
import io.weiyi.identity.OrganisationInfo;
import io.weiyi.identity.Organisations;
import io.weiyi.kernel.money.AmountInWords;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.print.Paper;
import io.weiyi.kernel.print.Prints;
import io.weiyi.kernel.time.BusinessTime;
import io.weiyi.voucher.ClaimInfo;
import io.weiyi.voucher.ClaimRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands on printed papers. Each has a code that leads to what was printed, so that nobody can alter one unseen. */
@ApplicationScoped
class Papers {

    private static final String GENUINE = "扫码核对：所显示的内容应与本页一致。打印时间 %s，核对码 %s";

    private final Organisations organisations;
    private final Catalogue catalogue;
    private final Prints prints;

    Papers(Organisations organisations, Catalogue catalogue, Prints prints) {
        this.organisations = organisations;
        this.catalogue = catalogue;
        this.prints = prints;
    }

    Paper claim(ClaimRecord record, String base) {
        ClaimInfo claim = record.claim();
        VoucherWords words = MessageBundles.get(VoucherWords.class, Localized.Literal.of("zh"));
        Long approved = claim.subsidyFen();
        Fen sum = Fen.of(approved == null ? claim.estimatedFen() : approved);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("申请编号", Long.toString(claim.id()));
        facts.put("申请单位", claim.applicantNameZh());
        facts.put("统一社会信用代码", code(claim.applicantId()));
        facts.put("区市", claim.areaNameZh());
        facts.put("状态", words.statusName(claim.status().name()));
        facts.put(approved == null ? "预计补助（元）" : "核定补助（元）", sum.toYuan());
        facts.put("金额（大写）", AmountInWords.of(sum));
        return genuine(new Paper("创新券兑付申请表"), "claim-form", claim.id(), facts, base)
                .heading("兑付明细")
                .table(
                        List.of(
                                Paper.Column.text("费用", 2),
                                Paper.Column.text("服务日期", 3),
                                Paper.Column.text("供给方", 4),
                                Paper.Column.text("发票", 5),
                                Paper.Column.figure("申请（元）", 3),
                                Paper.Column.figure("补助（元）", 3)),
                        claim.lines().stream().map(Papers::cells).toList())
                .heading("佐证材料")
                .table(
                        List.of(
                                Paper.Column.text("类型", 2),
                                Paper.Column.text("文件", 4),
                                Paper.Column.text("SHA-256", 5)),
                        record.files().stream()
                                .map(file -> List.of(file.type().zh(), file.fileName(), file.sha256()))
                                .toList())
                .text("本单位承诺所填内容与所附材料真实、完整，未以同一费用申领其他财政资金。")
                .signatures(List.of("经办人：", "负责人：", "单位盖章：", "日期："));
    }

    private static List<String> cells(ClaimInfo.Line line) {
        Long subsidy = line.subsidyFen();
        String invoice = line.invoiceKey();
        return List.of(
                Long.toString(line.chargeId()),
                line.serviceDate().toString(),
                line.providerNameZh(),
                invoice == null ? "" : invoice,
                Fen.of(line.allocatedFen()).toYuan(),
                Fen.of(subsidy == null ? line.estimatedFen() : subsidy).toYuan());
    }

    Paper booking(BookingInfo booking, String base) {
        Map<String, String> facts = parties("B" + booking.id(), booking.organisationId(), booking.providerId());
        facts.put("仪器", instrument(booking.instrumentId()));
        facts.put("机时", BusinessTime.text(booking.startsAt()) + " 至 " + BusinessTime.text(booking.endsBefore()));
        facts.put("方式", "SELF".equals(booking.mode().name()) ? "自主上机" : "代操作（在场测试）");
        facts.put("用途", booking.purpose());
        facts.put("预估费用（元）", booking.quote().toYuan());
        facts.put("金额（大写）", AmountInWords.of(booking.quote()));
        return closing(genuine(new Paper("仪器使用委托单"), "booking-order-form", booking.id(), facts, base));
    }

    Paper order(SampleOrderInfo order, String base) {
        Map<String, String> facts = parties("S" + order.id(), order.organisationId(), order.providerId());
        Long instrument = order.instrumentId();
        Long item = order.serviceItemId();
        facts.put(
                "项目",
                instrument != null
                        ? instrument(instrument)
                        : item == null
                                ? ""
                                : catalogue
                                        .findItem(item)
                                        .map(ServiceItemInfo::nameZh)
                                        .orElse(""));
        facts.put("用途", order.purpose());
        facts.put("预估费用（元）", order.quote().toYuan());
        facts.put("金额（大写）", AmountInWords.of(order.quote()));
        return closing(genuine(new Paper("送样检测委托单"), "sample-order-form", order.id(), facts, base)
                .heading("样品")
                .table(
                        List.of(
                                Paper.Column.text("序号", 1),
                                Paper.Column.text("名称", 4),
                                Paper.Column.figure("数量", 1),
                                Paper.Column.text("说明", 5)),
                        order.kinds().stream()
                                .map(kind -> List.of(
                                        Integer.toString(kind.no()),
                                        kind.name(),
                                        Integer.toString(kind.count()),
                                        kind.note()))
                                .toList()));
    }

    private Map<String, String> parties(String number, long firm, long provider) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("委托单号", number);
        facts.put("委托方", name(firm));
        facts.put("委托方代码", code(firm));
        facts.put("受托方", name(provider));
        facts.put("受托方代码", code(provider));
        return facts;
    }

    private static Paper closing(Paper paper) {
        return paper.text("最终费用以计量的使用时间或完成的样品数和当时有效的收费标准核定。").signatures(List.of("委托方（盖章）：", "受托方（盖章）：", "日期："));
    }

    /** The facts on the paper are those that its code leads to. */
    private Paper genuine(Paper paper, String kind, long subject, Map<String, String> facts, String base) {
        Prints.Printed printed = prints.register(kind, Long.toString(subject), facts);
        return paper.facts(facts)
                .square(
                        base + "/verify/" + printed.token(),
                        GENUINE.formatted(BusinessTime.text(printed.printedAt()), printed.token()));
    }

    private String instrument(long id) {
        return catalogue
                .find(id)
                .map(found -> (found.nameZh() + " " + found.model()).strip())
                .orElse("");
    }

    private String name(long organisation) {
        return organisations.find(organisation).map(OrganisationInfo::nameZh).orElse("");
    }

    private String code(long organisation) {
        return organisations.find(organisation).map(OrganisationInfo::code).orElse("");
    }
}
