package io.weiyi.reporting;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.weiyi.kernel.money.Fen;
import java.time.LocalDate;
import java.util.List;

/** An instrument as sent in a list. */
record InstrumentJson(
        String id,
        String innerId,
        String nameZh,
        String nameEn,
        String model,
        String manufacturer,
        String categoryCode,
        String categoryName,
        Named district,
        Named owner,
        Fen worthFen,
        String status,
        String shareMode,
        boolean bookable,
        boolean metered,
        String priceText) {

    /** Something with a name, as sent. */
    record Named(String id, String name) {

        static Named of(InstrumentRow.Named named) {
            return new Named(String.valueOf(named.id()), named.name());
        }
    }

    static InstrumentJson of(InstrumentRow row) {
        return new InstrumentJson(
                String.valueOf(row.id()),
                row.innerId(),
                row.nameZh(),
                row.nameEn(),
                row.model(),
                row.manufacturer(),
                row.categoryCode(),
                row.categoryName(),
                Named.of(row.district()),
                Named.of(row.owner()),
                row.worth(),
                row.status(),
                row.shareMode(),
                row.bookable(),
                row.metered(),
                row.priceText());
    }

    /** One instrument as sent: the fields of the list and what else there is to read. */
    record Detail(
            @JsonUnwrapped InstrumentJson row,
            String nation,
            LocalDate beganOn,
            String location,
            String technical,
            String function,
            String serviceContent,
            List<String> accessories,
            String sampleRequirement,
            int turnaroundDays,
            String contact) {

        static Detail of(InstrumentDetail detail) {
            return new Detail(
                    InstrumentJson.of(detail.row()),
                    detail.nation(),
                    detail.beganOn(),
                    detail.location(),
                    detail.technical(),
                    detail.function(),
                    detail.serviceContent(),
                    detail.accessories(),
                    detail.sampleRequirement(),
                    detail.turnaroundDays(),
                    detail.contact());
        }
    }
}
