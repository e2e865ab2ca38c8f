package io.weiyi.embedded;

/** Why the program cannot start, in one sentence for the person who started it. */
public final class StartProblem extends RuntimeException {

    public StartProblem(String sentence) {
        super(sentence, null, false, false);
    }
}
