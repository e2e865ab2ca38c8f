package io.weiyi.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.MultiPartSpecBuilder;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.weiyi.identity.PasswordHasher;
import io.weiyi.identity.Role;
import io.weiyi.kernel.money.Fen;
import io.weiyi.kernel.problem.Constraints;
import io.weiyi.ledger.Ledger;
import io.weiyi.testing.CityFixture;
import io.weiyi.testing.EmbeddedParts;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A charge on its way from the lab's word to the money: invoice, bank receipt, and what nobody may do with them. */
@QuarkusTest
@WithTestResource(value = EmbeddedParts.class, scope = TestResourceScope.GLOBAL)
class SettlingIT {

    private static final Instant START = Instant.parse("2026-10-31T16:00:00Z");
    private static final Instant AFTER = Instant.parse("2026-11-02T00:00:00Z");
    private static final byte[] PDF = "%PDF-1.4 an invoice\n".getBytes(StandardCharsets.US_ASCII);

    @Inject
    Jdbi jdbi;

    @Inject
    PasswordHasher hasher;

    @Inject
    BookingBilling billing;

    @Inject
    Settlements settlements;

    @Inject
    Invoices invoices;

    @Inject
    AnswerDeadline deadline;

    @Inject
    Ledger ledger;

    BillingFixture fix;

    @BeforeEach
    void makeCity() {
        fix = new BillingFixture(jdbi, CityFixture.fresh(jdbi, hasher), billing);
    }

    @Test
    @Tag("BL-SETTLE-001")
    void charge_invoicedAndPaid_isSettledWithItsFiles() {
        long charge = asked();
        String number = number();
        invoice(fix.providerFinance, charge, invoiceData(number, 20_000), PDF)
                .statusCode(200)
                .header("ETag", equalTo("\"3\""))
                .body("status", equalTo("INVOICED"))
                .body("invoices[0].number", equalTo(number))
                .body("invoices[0].allocatedFen", equalTo(20_000))
                .body("invoices[0].files[0].mediaType", equalTo("application/pdf"));
        payment(fix.member, charge, paymentData(20_000), PDF)
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payments[0].payerName", equalTo("付款单位"))
                .body("payments[0].source", equalTo("FIRM"));

        Settlement settled = settlements.of(charge).orElseThrow();
        assertThat(settled.settled()).isTrue();
        assertThat(settled.serviceDate()).isEqualTo(LocalDate.of(2026, 11, 1));
        assertThat(settled.sessions())
                .singleElement()
                .extracting("verification")
                .isEqualTo("VERIFIED");
        assertThat(settled.invoiced()).isEqualTo(Fen.of(20_000));
        assertThat(settled.paid()).isEqualTo(Fen.of(20_000));
        assertThat(settlements.settledOf(fix.firm.id()))
                .extracting(ChargeInfo::id)
                .containsExactly(charge);
        assertThat(invoices.findByNumber(number, null)
                        .orElseThrow()
                        .files()
                        .get(0)
                        .sha256())
                .hasSize(64);
        // The firm owes nothing any more, and the lab has nothing due.
        assertThat(ledger.balance(ChargeAccounts.owedBy(fix.firm.id()))).isEqualTo(Fen.ZERO);
        assertThat(ledger.balance(ChargeAccounts.dueTo(fix.provider.id()))).isEqualTo(Fen.ZERO);
        assertThat(fix.count(
                        "SELECT count(*) FROM audit_entry WHERE subject_kind = 'charge' AND subject_id = ? AND action IN ('charge.invoice','charge.pay')",
                        Long.toString(charge)))
                .isEqualTo(2);
    }

    @Test
    @Tag("BL-SETTLE-002")
    void moves_outOfOrderOrByTheWrongSide_areRefused() {
        long charge = confirmed();
        invoice(fix.providerFinance, charge, invoiceData(number(), 20_000), PDF)
                .statusCode(409)
                .body("type", equalTo("/problems/illegal-transition"));
        payment(fix.member, charge, paymentData(20_000), PDF).statusCode(409);
        ask(charge);
        invoice(fix.member, charge, invoiceData(number(), 20_000), PDF).statusCode(403);
        var stranger = fix.city.person(fix.city.provider(), Role.PROVIDER_FINANCE);
        invoice(stranger, charge, invoiceData(number(), 20_000), PDF).statusCode(404);
        payment(fix.city.member(fix.city.firm()), charge, paymentData(20_000), PDF)
                .statusCode(404);
        assertThat(status(charge)).isEqualTo("INVOICE_ASKED");
    }

    @Test
    @Tag("BL-SETTLE-003")
    void data_wrong_namesEveryField() {
        long charge = asked();
        invoice(
                        fix.providerFinance,
                        charge,
                        "{\"number\":\"123\",\"date\":\"2026-13-01\",\"amountFen\":-5,\"type\":\"x\"}",
                        PDF)
                .statusCode(422)
                .body("type", equalTo("/problems/validation"))
                .body("violations.field", equalTo(List.of("number", "date", "amountFen")));
        invoice(fix.providerFinance, charge, "{\"number\":\"12345678\",\"date\":\"2026-11-01\",\"amountFen\":1}", PDF)
                .statusCode(422)
                .body("violations.field", hasItem("code"));
        invoice(fix.providerFinance, charge, "{\"amountFen\":99999999999999999999}", PDF)
                .statusCode(422);
        invoice(fix.providerFinance, charge, "{\"amountFen\":1.5}", PDF)
                .statusCode(422)
                .body("violations.field", hasItem("amountFen"));
        invoice(fix.providerFinance, charge, "{", PDF).statusCode(400);
        invoice(
                        fix.providerFinance,
                        charge,
                        invoiceData(number(), 20_000),
                        "<html>".getBytes(StandardCharsets.US_ASCII))
                .statusCode(422)
                .body("violations.field", hasItem("file"));
        byte[] big = new byte[20 * 1024 * 1024 + 1];
        System.arraycopy(PDF, 0, big, 0, PDF.length);
        invoice(fix.providerFinance, charge, invoiceData(number(), 20_000), big)
                .statusCode(413)
                .body("type", equalTo("/problems/too-large"));
        assertThat(status(charge)).isEqualTo("INVOICE_ASKED");
    }

    @Test
    @Tag("BL-SETTLE-004")
    void invoice_manyCharges_sharesItAndNeverMoreThanItHas() {
        List<Long> charges = List.of(asked(), asked(), asked());
        String number = number();
        String data = invoiceData(number, 40_000);
        invoice(
                        fix.providerFinance,
                        charges.get(0),
                        data.replace("}", ",\"chargeIds\":[\"" + charges.get(1) + "\"]}"),
                        PDF)
                .statusCode(200);
        assertThat(charges.subList(0, 2)).extracting(this::status).containsOnly("INVOICED");
        invoice(fix.providerFinance, charges.get(2), data, PDF)
                .statusCode(422)
                .body("violations.field", hasItem("amountFen"));
        // The same number with another amount is another invoice, and there is none.
        invoice(fix.providerFinance, charges.get(2), invoiceData(number, 60_000), PDF)
                .statusCode(422)
                .body("violations.field", hasItem("number"));
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(
                        "INSERT INTO invoice_charge (invoice_id, charge_id, allocated_fen, created_at) SELECT id, ?, 1, now() FROM invoice WHERE number = ?",
                        charges.get(2),
                        number)))
                .satisfies(e -> assertThat(Constraints.violated(e)).contains("invoice_charge_sum"));
        // One transfer pays both.
        payment(
                        fix.member,
                        charges.get(0),
                        paymentData(40_000).replace("}", ",\"chargeIds\":[\"" + charges.get(1) + "\"]}"),
                        PDF)
                .statusCode(200);
        assertThat(charges.subList(0, 2)).extracting(this::status).containsOnly("PAID");
    }

    @Test
    @Tag("BL-SETTLE-005")
    void payment_inParts_settlesWithTheLast() {
        long charge = asked();
        invoice(fix.providerFinance, charge, invoiceData(number(), 20_000), PDF).statusCode(200);
        payment(fix.member, charge, paymentData(5_000), PDF).statusCode(200).body("status", equalTo("INVOICED"));
        // The lab may confirm the rest without a file; the firm may not.
        payment(fix.member, charge, paymentData(15_000), null).statusCode(422);
        payment(fix.providerFinance, charge, paymentData(15_000), null)
                .statusCode(200)
                .body("status", equalTo("PAID"))
                .body("payments[1].source", equalTo("PROVIDER"));
        payment(fix.member, charge, paymentData(1), PDF).statusCode(409);
        assertThat(ledger.trialBalance(null).difference()).isEqualTo(Fen.ZERO);
    }

    @Test
    @Tag("BL-SETTLE-006")
    void invoice_twiceAtOnceFromTwoLabs_isTakenOnce() throws Exception {
        BillingFixture other = new BillingFixture(jdbi, CityFixture.fresh(jdbi, hasher), billing);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5; round++) {
                String data = invoiceData(number(), 20_000);
                long here = asked(fix);
                long there = asked(other);
                CyclicBarrier start = new CyclicBarrier(2);
                List<Future<Integer>> answers = new ArrayList<>();
                answers.add(pool.submit(() -> {
                    start.await();
                    return invoice(fix.providerFinance, here, data, PDF)
                            .extract()
                            .statusCode();
                }));
                answers.add(pool.submit(() -> {
                    start.await();
                    return invoice(other.providerFinance, there, data, PDF)
                            .extract()
                            .statusCode();
                }));
                List<Integer> codes =
                        List.of(answers.get(0).get(), answers.get(1).get());
                assertThat(codes).containsExactlyInAnyOrder(200, 422);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @Tag("BL-SETTLE-007")
    void invoice_sameKeyAndForm_isAnsweredAsBefore() {
        long charge = asked();
        String key = CityFixture.unique("k");
        String data = invoiceData(number(), 20_000);
        String first = keyed(charge, key, data).statusCode(200).extract().asString();
        assertThat(keyed(charge, key, data).statusCode(200).extract().asString())
                .isEqualTo(first);
        keyed(charge, key, invoiceData(number(), 20_000))
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    @Tag("BL-SETTLE-008")
    void facts_ofSettling_areInsertOnly() {
        long charge = asked();
        invoice(fix.providerFinance, charge, invoiceData(number(), 20_000), PDF).statusCode(200);
        for (String change : List.of(
                "UPDATE invoice SET amount_fen = 1",
                "DELETE FROM invoice_charge",
                "UPDATE payment_proof SET amount_fen = 1",
                "DELETE FROM invoice_file")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(change)))
                    .as(change)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    @Tag("BL-READ-007")
    void read_upload_answersFieldsWithTheirSources() {
        byte[] xml = """
                <?xml version="1.0"?><EInvoice><EIid>26372000000012345678</EIid><SellerIdNum>91110108551385082Q</SellerIdNum>
                <TotalTax-includedAmount>200.00</TotalTax-includedAmount></EInvoice>""".getBytes(StandardCharsets.UTF_8);
        given().header("Authorization", fix.city.bearer(fix.member))
                .multiPart("file", "发票.xml", xml, "application/octet-stream")
                .post("/api/v1/invoices/read")
                .then()
                .statusCode(200)
                .body("fields.number", equalTo("26372000000012345678"))
                .body("fields.amountFen", equalTo(20_000))
                .body("fields.sellerCode", equalTo("91110108551385082Q"))
                .body("fields.buyerCode", equalTo(null))
                .body("sources.number", equalTo("XML"));
        given().header("Authorization", fix.city.bearer(fix.member))
                .multiPart("file", "x", new byte[] {1, 2, 3}, "application/pdf")
                .post("/api/v1/invoices/read")
                .then()
                .statusCode(422);
        given().multiPart("file", "发票.xml", xml, "application/xml")
                .post("/api/v1/invoices/read")
                .then()
                .statusCode(401);
    }

    @Test
    @Tag("BL-SORT-001")
    void sort_manyFilesAtOnce_findTheirChargesAndTheRestIsTold() {
        BillingFixture second = fix.withFirm(fix.city.firm());
        List<Long> one = List.of(asked(), asked());
        List<Long> two = List.of(asked(second), asked(second), asked(second));
        RequestSpecification request = page(fix.providerFinance);
        // Two of one firm by their amount, three of another together, and what cannot be brought anywhere.
        attach(request, "a.xml", digital(number(), "200.00", fix.firm.code(), fix.provider.code()));
        attach(request, "b.xml", digital(number(), "200.00", fix.firm.code(), fix.provider.code()));
        attach(request, "c.xml", digital(number(), "600.00", second.firm.code(), fix.provider.code()));
        attach(request, "d.xml", digital(number(), "77.00", fix.firm.code(), fix.provider.code()));
        attach(request, "e.xml", digital(number(), "200.00", fix.firm.code(), "91110108551385082Q"));
        attach(request, "f.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0});
        attach(request, "g.txt", new byte[] {1, 2, 3});
        String answer =
                request.post("/lab/invoices").then().statusCode(200).extract().asString();
        assertThat(answer)
                .contains("已归集 3 份")
                .contains("没有金额相符")
                .contains("读不出号码")
                .contains("不是 PDF");
        assertThat(one).extracting(this::status).containsOnly("INVOICED");
        assertThat(two).extracting(this::status).containsOnly("INVOICED");
        assertThat(invoices.ofCharges(two))
                .extracting(part -> part.invoice().id())
                .hasSize(3)
                .containsOnly(invoices.ofCharge(two.get(0)).get(0).invoice().id());
        // Sent again, a file does not find another charge of the same amount.
        byte[] known = digital(number(), "200.00", fix.firm.code(), fix.provider.code());
        long first = asked();
        sendOne(known);
        long other = asked();
        sendOne(known);
        assertThat(status(first)).isEqualTo("INVOICED");
        assertThat(status(other)).isEqualTo("INVOICE_ASKED");
        page(fix.member).multiPart("file", "x").post("/lab/invoices").then().statusCode(403);
    }

    private void sendOne(byte[] file) {
        RequestSpecification request = page(fix.providerFinance);
        attach(request, "a.xml", file);
        request.post("/lab/invoices").then().statusCode(200);
    }

    @Test
    @Tag("BL-SETTLE-009")
    void pages_uploadWithTheFileAlone_readItAndShowWhatIsMissing() {
        long charge = asked();
        String path = "/charges/" + charge;
        RequestSpecification unreadable = page(fix.providerFinance);
        attach(unreadable, "x.pdf", PDF);
        unreadable
                .multiPart("buyerCode", "91350100M000100Y43", "text/plain")
                .post(path + "/invoice")
                .then()
                .statusCode(422)
                .body(containsString("id=\"number-error\""))
                .body(containsString("91350100M000100Y43"));
        String number = number();
        RequestSpecification readable = page(fix.providerFinance);
        attach(readable, "发票.xml", digital(number, "200.00", fix.firm.code(), fix.provider.code()));
        readable.post(path + "/invoice").then().statusCode(303);
        String shown =
                page(fix.member).get(path).then().statusCode(200).extract().asString();
        assertThat(shown).contains(number).contains("上传银行回单").doesNotContain("不一致");
        RequestSpecification receipt = page(fix.member);
        attach(receipt, "回单.pdf", PDF);
        receipt.multiPart("date", "2026-11-05")
                .multiPart("amountFen", "200.00")
                .multiPart("payerName", "付款单位", "text/plain; charset=UTF-8")
                .post(path + "/payment")
                .then()
                .statusCode(303);
        assertThat(status(charge)).isEqualTo("PAID");
        long file = invoices.ofCharge(charge).get(0).invoice().files().get(0).blobId();
        page(fix.member).get(path + "/files/" + file).then().statusCode(200).contentType("application/xml");
        page(fix.city.member(fix.city.firm()))
                .get(path + "/files/" + file)
                .then()
                .statusCode(404);
        page(fix.member).get(path + "/files/999999999").then().statusCode(404);
    }

    /** A browser of this person with its form token. */
    private RequestSpecification page(CityFixture.Person person) {
        String session = fix.city.session(person);
        String token = given().cookie("weiyi_session", session)
                .header("Accept", "text/html")
                .get("/charges")
                .then()
                .statusCode(200)
                .extract()
                .cookie("weiyi_csrf");
        return given().redirects()
                .follow(false)
                .header("Accept", "text/html")
                .cookie("weiyi_session", session)
                .cookie("weiyi_csrf", token)
                .multiPart("csrf_token", token);
    }

    private static void attach(RequestSpecification request, String name, byte[] content) {
        request.multiPart("file", name, content, "application/octet-stream");
    }

    private static byte[] digital(String number, String yuan, String buyer, String seller) {
        return """
                <?xml version="1.0" encoding="UTF-8"?><EInvoice><EIid>%s</EIid><SellerIdNum>%s</SellerIdNum>
                <BuyerIdNum>%s</BuyerIdNum><TotalTax-includedAmount>%s</TotalTax-includedAmount>
                <IssueTime>2026-11-03</IssueTime></EInvoice>""".formatted(number, seller, buyer, yuan).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Tag("BL-SETTLE-010")
    void answer_silenceOverTheDays_isConsentAndEndsDisputes() {
        long charge = confirmed();
        assertThat(fix.count(
                        "SELECT round(extract(epoch FROM due_at - created_at) / 86400)::bigint FROM work_row WHERE kind = 'billing.answer' AND subject = ? AND done_at IS NULL",
                        Long.toString(charge)))
                .isEqualTo(7);
        QuarkusTransaction.requiringNew().run(() -> deadline.handle(Long.toString(charge), AFTER));
        given().header("Authorization", fix.city.bearer(fix.member))
                .get("/api/v1/charges/" + charge)
                .then()
                .statusCode(200)
                .body("status", equalTo("CONFIRMED"))
                .body("acceptedAt", equalTo("2026-11-02T00:00:00Z"));
        given().header("Authorization", fix.city.bearer(fix.member))
                .contentType("application/json")
                .body("{\"note\":\"too late\"}")
                .post("/api/v1/charges/" + charge + "/dispute")
                .then()
                .statusCode(409);
        // Who answered is not asked again.
        long answered = confirmed();
        post(fix.member, answered, "accept");
        QuarkusTransaction.requiringNew().run(() -> deadline.handle(Long.toString(answered), AFTER));
        assertThat(fix.count("SELECT accepted_by FROM charge WHERE id = ?", answered))
                .isEqualTo(fix.member.id());
    }

    private long confirmed(BillingFixture where) {
        var instrument = where.city.instrument(where.provider).create();
        long booking = where.booking(instrument, START, "FINISHED");
        where.session(instrument, booking, START, 3600, 3600);
        where.bill(booking, AFTER);
        long charge = where.live(booking).orElseThrow();
        post(where.providerFinance, charge, "confirm");
        return charge;
    }

    private long confirmed() {
        return confirmed(fix);
    }

    private long asked() {
        return asked(fix);
    }

    private long asked(BillingFixture where) {
        long charge = confirmed(where);
        post(where.member, charge, "ask-invoice");
        return charge;
    }

    private void ask(long charge) {
        post(fix.member, charge, "ask-invoice");
    }

    private void post(CityFixture.Person person, long charge, String move) {
        given().header("Authorization", fix.city.bearer(person))
                .post("/api/v1/charges/" + charge + "/" + move)
                .then()
                .statusCode(200);
    }

    private String status(long charge) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT status FROM charge WHERE id = :id")
                .bind("id", charge)
                .mapTo(String.class)
                .one());
    }

    private static String number() {
        return "%010d%010d"
                .formatted(
                        ThreadLocalRandom.current().nextLong(10_000_000_000L),
                        ThreadLocalRandom.current().nextLong(10_000_000_000L));
    }

    private static String invoiceData(String number, long fen) {
        return """
                {"number":"%s","type":"电子发票（普通发票）","date":"2026-11-03","amountFen":%d,
                 "buyerCode":"91350100M000100Y43","sellerCode":"91110108551385082Q"}""".formatted(number, fen);
    }

    private static String paymentData(long fen) {
        return """
                {"payerAccount":"6222000011112222","payeeAccount":"3700111122223333","payerName":"付款单位",
                 "payeeName":"收款单位","date":"2026-11-05","amountFen":%d}""".formatted(fen);
    }

    private ValidatableResponse invoice(CityFixture.Person person, long charge, String data, byte[] file) {
        return upload(person, charge, "invoice", data, file, null);
    }

    private ValidatableResponse payment(CityFixture.Person person, long charge, String data, byte[] file) {
        return upload(person, charge, "payment", data, file, null);
    }

    private ValidatableResponse keyed(long charge, String key, String data) {
        return upload(fix.providerFinance, charge, "invoice", data, PDF, key);
    }

    private ValidatableResponse upload(
            CityFixture.Person person, long charge, String what, String data, byte[] file, String key) {
        var request = given().header("Authorization", fix.city.bearer(person))
                .multiPart(new MultiPartSpecBuilder(data)
                        .controlName("data")
                        .charset(StandardCharsets.UTF_8)
                        .mimeType("application/json")
                        .build());
        if (file != null) {
            request.multiPart("file", "发票.pdf", file, "application/pdf");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post("/api/v1/charges/" + charge + "/" + what).then();
    }
}
