package io.weiyi.web;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.Map;

/** A browser without JavaScript: it keeps cookies, sends forms with their token and follows nothing by itself. */
final class Browser {

    private final Map<String, String> cookies = new LinkedHashMap<>();

    static Browser signedIn(String session) {
        Browser browser = new Browser();
        browser.cookies.put("weiyi_session", session);
        browser.get("/sign-in");
        return browser;
    }

    static Browser guest() {
        Browser browser = new Browser();
        browser.get("/sign-in");
        return browser;
    }

    Response get(String path) {
        return kept(request().urlEncodingEnabled(false).get(path));
    }

    /** Sends a form; fields and values in turn. */
    Response post(String path, String... fields) {
        RequestSpecification request = request()
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("csrf_token", cookies.getOrDefault("weiyi_csrf", ""));
        for (int i = 0; i < fields.length; i += 2) {
            request.formParam(fields[i], fields[i + 1]);
        }
        return kept(request.post(path));
    }

    /** Sends a form with a file. */
    Response upload(String path, String fileField, byte[] content, String... fields) {
        RequestSpecification request = request()
                .multiPart("csrf_token", cookies.getOrDefault("weiyi_csrf", ""))
                .multiPart(fileField, "licence.pdf", content, "application/pdf");
        for (int i = 0; i < fields.length; i += 2) {
            request.multiPart(fields[i], fields[i + 1], "text/plain; charset=UTF-8");
        }
        return kept(request.post(path));
    }

    private RequestSpecification request() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig().defaultContentCharset("UTF-8")))
                .redirects()
                .follow(false)
                .accept("text/html")
                .cookies(cookies);
    }

    private Response kept(Response answer) {
        answer.cookies().forEach(cookies::put);
        return answer;
    }

    /** Where the answer leads, without the host. */
    static String next(Response answer) {
        return answer.header("Location").replaceFirst("^https?://[^/]+", "");
    }
}
