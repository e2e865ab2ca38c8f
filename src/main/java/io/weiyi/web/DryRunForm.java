package io.weiyi.web;

import io.weiyi.kernel.problem.Problem;
import io.weiyi.voucher.CalculationJson;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is typed to try a rule pack. */
public class DryRunForm {

    private static final Pattern YUAN = Pattern.compile("\\d{1,11}(\\.\\d{1,2})?");

    @QueryParam("serviceDate")
    @Nullable
    String serviceDate;

    @QueryParam("applicantRegion")
    @Nullable
    String applicantRegion;

    @QueryParam("providerRegion")
    @Nullable
    String providerRegion;

    @QueryParam("kind")
    @Nullable
    String kind;

    @QueryParam("title")
    @Nullable
    List<String> title;

    @QueryParam("service")
    @Nullable
    String service;

    @QueryParam("eligible")
    @Nullable
    String eligible;

    @QueryParam("used")
    @Nullable
    String used;

    boolean filled() {
        return serviceDate != null;
    }

    public String day() {
        return Inputs.text(serviceDate);
    }

    public String applicant() {
        return Inputs.text(applicantRegion);
    }

    public String provider() {
        return Inputs.text(providerRegion);
    }

    public String amount() {
        return Inputs.text(eligible);
    }

    public String usedAmount() {
        return Inputs.text(used);
    }

    public boolean isKind(String name) {
        return name.equals(kind);
    }

    public boolean isService(String name) {
        return name.equals(service);
    }

    public boolean holds(String name) {
        return title != null && title.contains(name);
    }

    CalculationJson json() {
        return new CalculationJson(
                null,
                day(),
                new CalculationJson.Applicant(null, applicant(), kind, title == null ? null : List.copyOf(title)),
                new CalculationJson.Provider(null, provider()),
                List.of(new CalculationJson.Line(fen(amount(), "eligible"), null, service)),
                usedAmount().isEmpty() ? null : fen(usedAmount(), "used"),
                null);
    }

    private static Long fen(String typed, String field) {
        String yuan = typed.replace(",", "");
        if (!YUAN.matcher(yuan).matches()) {
            throw Problem.validation(field, "must be an amount");
        }
        int dot = yuan.indexOf('.');
        String cents = dot < 0 ? "00" : (yuan.substring(dot + 1) + "0").substring(0, 2);
        return Long.parseLong((dot < 0 ? yuan : yuan.substring(0, dot)) + cents);
    }
}
