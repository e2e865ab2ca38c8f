package io.weiyi.agent.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** What a Windows PC gets: one zip with the program, the service wrapper and the scripts; a runtime if there is one. */
final class WindowsBundle {
    /** The same in each build, so that the same parts make the same bytes; a zip knows no earlier year than 1980. */
    private static final FileTime STAMP = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private static final List<String> SCRIPTS = List.of(
            "install.cmd", "install.ps1", "uninstall.cmd", "uninstall.ps1", "weiyi-agent.cmd", "runtime.properties");

    private final Path sources;
    private final Path target;
    private final String version;

    WindowsBundle(Path sources, Path target, String version) {
        this.sources = sources;
        this.target = target;
        this.version = version;
    }

    Path archive() {
        return target.resolve("weiyi-agent-" + version + "-windows-x64.zip");
    }

    void pack(Path jar, Path classList, List<Path> pages, Path runtime) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive()))) {
            for (String script : SCRIPTS) {
                put(zip, script, windowsText(sources.resolve("windows").resolve(script)));
            }
            put(zip, "jvm.options", windowsText(sources.resolve("jvm.options")));
            put(zip, "weiyi-agent.jar", Files.readAllBytes(jar));
            if (Files.exists(classList)) {
                put(zip, "agent.classlist", Files.readAllBytes(classList));
            }
            for (Path page : pages) {
                put(zip, page.getFileName().toString(), windowsText(page));
            }
            wrapper(zip);
            if (Files.exists(runtime)) {
                runtime(zip, runtime);
            }
        }
    }

    private void wrapper(ZipOutputStream zip) throws IOException {
        try (ZipFile procrun = new ZipFile(target.resolve("procrun.zip").toFile())) {
            for (String[] part : new String[][] {
                {"amd64/prunsrv.exe", "prunsrv.exe"}, {"LICENSE.txt", "LICENSE.txt"}, {"NOTICE.txt", "NOTICE.txt"}
            }) {
                try (InputStream in = procrun.getInputStream(procrun.getEntry(part[0]))) {
                    put(zip, "service/" + part[1], in.readAllBytes());
                }
            }
        }
    }

    private static void runtime(ZipOutputStream zip, Path runtime) throws IOException {
        try (Stream<Path> files = Files.walk(runtime)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = runtime.relativize(file).toString().replace('\\', '/');
                put(zip, "runtime/" + name, Files.readAllBytes(file));
            }
        }
    }

    /** Notepad and cmd of Windows 7 want a carriage return before each line feed. */
    private static byte[] windowsText(Path file) throws IOException {
        return Files.readString(file)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("weiyi-agent/" + name);
        entry.setLastModifiedTime(STAMP);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
