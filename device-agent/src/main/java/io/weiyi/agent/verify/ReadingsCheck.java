package io.weiyi.agent.verify;

import io.weiyi.agent.reading.Digest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each reading for itself: signature, certificate at the time of receipt, whose it is, its receipt. */
final class ReadingsCheck {
    private static final String READINGS = "readings.jws";

    private final Fields session;
    private final Keys keys;
    private final ReceiptBook book;
    private final List<Finding> problems;

    ReadingsCheck(Fields session, Keys keys, ReceiptBook book, List<Finding> problems) {
        this.session = session;
        this.keys = keys;
        this.book = book;
        this.problems = problems;
    }

    /** What the readings that could be read say, in order. */
    List<Told> check(List<String> lines) throws Unreadable {
        List<ReceiptBook.Receipt> receipts = book.receipts();
        if (receipts.size() != lines.size()) {
            problems.add(new Finding(
                    "receipts", "receipts.json", "收讫凭证与读数数量不符", "there are not as many receipts as readings"));
        }
        String device = session.text("deviceId");
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            ReceiptBook.Receipt receipt = i < receipts.size() ? receipts.get(i) : null;
            String where = READINGS + " line " + (i + 1) + (receipt == null ? "" : " (seq " + receipt.seq() + ")");
            try {
                Statement reading = Statement.parse(lines.get(i));
                checkKey(reading, device, receipt, where);
                told.add(checkClaims(reading, device, receipt, where));
            } catch (Unreadable e) {
                problems.add(new Finding("reading", where, "读数无法读取", "the reading cannot be read: " + e.reason()));
            }
            if (receipt != null) {
                book.check(receipt, device, lines.get(i), where);
            }
        }
        return told;
    }

    private void checkKey(Statement reading, String device, ReceiptBook.@Nullable Receipt receipt, String where) {
        X509Certificate certificate = keys.device(reading.kid());
        if (certificate == null) {
            problems.add(new Finding("certificate-missing", where, "缺少签名所用证书", "the certificate it names is not here"));
            return;
        }
        if (!reading.isSignedBy(certificate.getPublicKey())) {
            problems.add(new Finding("signature", where, "读数签名不符，内容被改动", "its signature is wrong: it was changed"));
        }
        if (!Keys.commonName(certificate).equals(device)) {
            problems.add(new Finding("device", where, "证书属于其他终端", "its certificate is of another device"));
        }
        if (receipt == null) {
            return;
        }
        Instant at = receipt.receivedAt();
        Instant revoked = keys.revokedAt(reading.kid());
        if (!Keys.isValidAt(certificate, at)) {
            problems.add(new Finding(
                    "certificate-invalid", where, "收讫时证书不在有效期内", "its certificate was not valid when it came"));
        } else if (revoked != null && !at.isBefore(revoked)) {
            problems.add(new Finding(
                    "certificate-revoked", where, "收讫前证书已吊销", "its certificate was revoked before it came"));
        }
    }

    private Told checkClaims(Statement reading, String device, ReceiptBook.@Nullable Receipt receipt, String where)
            throws Unreadable {
        Fields claims = new Fields(reading.claims());
        boolean marker = "marker".equals(claims.text("type"));
        long seq = claims.number("seq");
        boolean ours = claims.number("v") == 1
                && claims.text("dev").equals(device)
                && claims.text("ins").equals(session.text("instrumentId"))
                && (marker || claims.text("sid").equals(session.text("sid")))
                && (receipt == null || receipt.seq() == seq);
        if (!ours) {
            problems.add(new Finding("foreign", where, "读数不属于本记录", "it is not a reading of this session"));
        }
        long run = marker ? 0 : claims.number("run");
        long active = marker ? 0 : claims.number("active");
        if (!marker && run != active + claims.number("idle")) {
            problems.add(new Finding("counters", where, "运行时间不等于有效与空载之和", "run is not active plus idle"));
        }
        boolean gap = marker && "gap".equals(claims.values().get("cause"));
        long off = claims.values().get("off") == null ? 0 : claims.number("off");
        return new Told(
                seq,
                claims.text("prev"),
                Digest.ofAscii(reading.text()),
                !marker,
                claims.time("ts").plusMillis(off),
                run,
                active,
                gap ? new Told.Lost(claims.number("from"), claims.number("to")) : null,
                where);
    }
}
