package io.weiyi.voucher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The rule packs that ship with the program, put into the database as signed ones when it does not have them yet. */
@ApplicationScoped
class ShippedPacks {

    static final List<String> CODES = List.of("SD-2019", "WH-2022", "LC-2023", "CP-2017");

    /** Before the demo city, whose claims name packs. */
    private static final int BEFORE_OTHERS = 100;

    private final Jdbi jdbi;
    private final ObjectMapper mapper;
    private final Clock clock;

    ShippedPacks(Jdbi jdbi, ObjectMapper mapper, Clock clock) {
        this.jdbi = jdbi;
        this.mapper = mapper;
        this.clock = clock;
    }

    void seed(@Observes @Priority(BEFORE_OTHERS) StartupEvent start) {
        QuarkusTransaction.requiringNew()
                .run(() -> jdbi.useHandle(handle -> CODES.forEach(code -> {
                    RulePack pack = read(mapper, code);
                    handle.createUpdate("""
                                    INSERT INTO rule_pack (code, version, name_zh, name_en, valid_from, valid_before, body, made_at, signed_at)
                                    VALUES (:code, :version, :zh, :en, :from, :before, :body::jsonb, :now, :now)
                                    ON CONFLICT ON CONSTRAINT rule_pack_once DO NOTHING""")
                            .bind("code", code)
                            .bind("version", pack.version())
                            .bind("zh", pack.nameZh())
                            .bind("en", pack.nameEn())
                            .bind("from", pack.validFrom())
                            .bind("before", pack.validBefore())
                            .bind("body", text(code))
                            .bind("now", clock.instant())
                            .execute();
                })));
    }

    static List<RulePack> read(ObjectMapper mapper) {
        return CODES.stream().map(code -> read(mapper, code)).toList();
    }

    private static RulePack read(ObjectMapper mapper, String code) {
        try {
            return mapper.readValue(text(code), RulePack.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The rule pack " + code + " does not read: " + e.getOriginalMessage(), e);
        }
    }

    private static String text(String code) {
        try (InputStream file = ShippedPacks.class.getResourceAsStream("/rule-packs/" + code + ".json")) {
            if (file == null) {
                throw new IllegalStateException("The rule pack " + code + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The rule pack " + code + " cannot be read", e);
        }
    }
}
