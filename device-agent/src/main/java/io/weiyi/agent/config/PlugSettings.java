package io.weiyi.agent.config;

/**
 * The smart plug that an instrument hangs on. Only the local file names it: a server must not be able to make the agent talk
 * to other machines of the laboratory.
 *
 * @param text format, place and channel as written, "" when there is no plug
 */
public record PlugSettings(String text, String user, String password) {
    public static final PlugSettings NONE = new PlugSettings("", "", "");

    public boolean named() {
        return !text.isEmpty();
    }
}
