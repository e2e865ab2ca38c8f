package io.weiyi.demo;

/** What kind of owner a provider of instruments is; decides its name, its instruments and its size. */
enum ProviderKind {
    UNIVERSITY('U'),
    INSTITUTE('I'),
    HOSPITAL('H'),
    TEST_CENTRE('T'),
    COMPANY('C');

    private final char letter;

    ProviderKind(char letter) {
        this.letter = letter;
    }

    static ProviderKind ofLetter(char letter) {
        for (ProviderKind kind : values()) {
            if (kind.letter == letter) {
                return kind;
            }
        }
        throw new IllegalArgumentException("No kind of provider " + letter);
    }
}
