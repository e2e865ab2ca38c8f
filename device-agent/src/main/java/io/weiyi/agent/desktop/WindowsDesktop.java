package io.weiyi.agent.desktop;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import io.weiyi.agent.probe.Truth;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Windows 7 and later. An agent on the desktop asks for the last input itself; an agent that runs as a service lives in a
 * session of its own and sees no input, so it asks the session service for the one at the screen.
 */
final class WindowsDesktop implements Supplier<Glance> {
    private static final int NO_SESSION = -1;
    private static final int WTS_USER_NAME = 5;
    private static final int WTS_SESSION_INFO = 24;
    private static final int LAST_INPUT_BYTES = 8;
    /** In WTSINFOW: eight words, three names, then connected, disconnected, last input, signed in, and now. */
    private static final int LAST_INPUT_AT = 192;

    private static final int CURRENT_AT = 208;
    private static final int INFO_BYTES = 216;
    private static final long TICKS_PER_MILLI = 10_000;
    private static final long UNSIGNED = 0xFFFF_FFFFL;

    private interface Kernel32 extends StdCallLibrary {
        int WTSGetActiveConsoleSessionId();

        int GetCurrentProcessId();

        boolean ProcessIdToSessionId(int process, IntByReference session);

        int GetTickCount();
    }

    private interface User32 extends StdCallLibrary {
        boolean GetLastInputInfo(Pointer info);
    }

    private interface Wtsapi32 extends StdCallLibrary {
        boolean WTSQuerySessionInformationW(
                Pointer server, int session, int what, PointerByReference buffer, IntByReference bytes);

        void WTSFreeMemory(Pointer buffer);
    }

    /** Loaded with the first look and not before: most instruments never ask for the desktop. */
    private static final class Dll {
        static final Kernel32 KERNEL = Native.load("kernel32", Kernel32.class);
        static final User32 USER = Native.load("user32", User32.class);
        static final Wtsapi32 SESSIONS = Native.load("wtsapi32", Wtsapi32.class);
    }

    @Override
    public Glance get() {
        int console = Dll.KERNEL.WTSGetActiveConsoleSessionId();
        if (console == NO_SESSION) {
            return new Glance(Truth.NO, null, "no session at the screen");
        }
        IntByReference own = new IntByReference();
        boolean atScreen =
                Dll.KERNEL.ProcessIdToSessionId(Dll.KERNEL.GetCurrentProcessId(), own) && own.getValue() == console;
        Truth login = Truth.of(!userName(console).isEmpty());
        Long quiet = atScreen ? ownQuiet() : quietOf(console);
        return new Glance(login, quiet, quiet == null ? "Windows does not tell a service of input" : "");
    }

    private @Nullable Long ownQuiet() {
        try (Memory info = new Memory(LAST_INPUT_BYTES)) {
            info.setInt(0, LAST_INPUT_BYTES);
            return Dll.USER.GetLastInputInfo(info) ? (Dll.KERNEL.GetTickCount() - info.getInt(4)) & UNSIGNED : null;
        }
    }

    private String userName(int session) {
        PointerByReference buffer = new PointerByReference();
        IntByReference bytes = new IntByReference();
        if (!Dll.SESSIONS.WTSQuerySessionInformationW(Pointer.NULL, session, WTS_USER_NAME, buffer, bytes)) {
            return "";
        }
        try {
            return buffer.getValue().getWideString(0);
        } finally {
            Dll.SESSIONS.WTSFreeMemory(buffer.getValue());
        }
    }

    /** Some versions leave the last input of the screen's own session empty; then nothing is known. */
    private @Nullable Long quietOf(int session) {
        PointerByReference buffer = new PointerByReference();
        IntByReference bytes = new IntByReference();
        if (!Dll.SESSIONS.WTSQuerySessionInformationW(Pointer.NULL, session, WTS_SESSION_INFO, buffer, bytes)) {
            return null;
        }
        try {
            Pointer info = buffer.getValue();
            long last = bytes.getValue() < INFO_BYTES ? 0 : info.getLong(LAST_INPUT_AT);
            return last == 0 ? null : Math.max(info.getLong(CURRENT_AT) - last, 0) / TICKS_PER_MILLI;
        } finally {
            Dll.SESSIONS.WTSFreeMemory(buffer.getValue());
        }
    }
}
