package io.weiyi.agent.home;

/** The agent cannot do what was asked; the message is one sentence for the person who asked. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    public Refusal(String sentence) {
        super(sentence);
    }
}
