package io.weiyi.billing;

import io.weiyi.kernel.problem.Problem;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The data of a fully digital invoice. Elements are known by their names wherever they stand, for the schema has moved
 * between versions. A document type is refused, and with it every entity.
 */
final class InvoiceXml {

    private static final int ELEMENTS_MAX = 200_000;
    private static final int DEPTH_MAX = 60;
    private static final int TEXT_LENGTH_MAX = 200;

    private static final Map<InvoiceField, List<String>> NAMES = Map.of(
            InvoiceField.NUMBER, List.of("invoicenumber", "eiid", "invoiceno", "fphm"),
            InvoiceField.CODE, List.of("invoicecode", "fpdm"),
            InvoiceField.TYPE, List.of("invoicetype", "labelname", "einvoicetype"),
            InvoiceField.DATE, List.of("issuetime", "issuedate", "invoicedate", "requesttime", "kprq"),
            InvoiceField.AMOUNT,
                    List.of("totaltax-includedamount", "totaltaxincludedamount", "taxinclusivetotalamount", "jshj"),
            InvoiceField.BUYER, List.of("buyeridnum", "buyertaxid", "buyertaxno", "gmfnsrsbh", "buyercode"),
            InvoiceField.SELLER, List.of("selleridnum", "sellertaxid", "sellertaxno", "xsfnsrsbh", "sellercode"));

    private InvoiceXml() {}

    static void read(byte[] content, InvoiceReading reading) {
        Map<String, String> texts;
        try {
            texts = texts(content);
        } catch (XMLStreamException e) {
            throw Problem.validation("file", "is not well-formed XML");
        }
        NAMES.forEach((field, names) -> names.stream()
                .map(texts::get)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .ifPresent(text -> reading.add(field, value(field, text), InvoiceReading.Source.XML)));
    }

    private static @org.jspecify.annotations.Nullable String value(InvoiceField field, String text) {
        return switch (field) {
            case NUMBER -> InvoiceValues.digits(text, 8, 20);
            case CODE -> InvoiceValues.digits(text, 8, 12);
            case TYPE -> text.strip();
            case DATE -> InvoiceValues.day(text);
            case AMOUNT -> InvoiceValues.fen(text);
            case BUYER, SELLER -> InvoiceValues.code(text);
        };
    }

    /** The first text under each name of an element, in lower case. */
    private static Map<String, String> texts(byte[] content) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        Map<String, String> texts = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        int elements = 0;
        XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(content));
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw Problem.validation("file", "must not declare a document type");
            } else if (event == XMLStreamConstants.START_ELEMENT) {
                open.push(xml.getLocalName().toLowerCase(Locale.ROOT));
                elements++;
                if (elements > ELEMENTS_MAX || open.size() > DEPTH_MAX) {
                    throw Problem.validation("file", "is larger than an invoice may be");
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                open.pop();
            } else if (event == XMLStreamConstants.CHARACTERS && !open.isEmpty()) {
                String text = xml.getText().strip();
                if (!text.isEmpty() && text.length() <= TEXT_LENGTH_MAX) {
                    texts.putIfAbsent(open.peek(), text);
                }
            }
        }
        return texts;
    }
}
