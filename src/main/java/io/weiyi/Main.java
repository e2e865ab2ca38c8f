package io.weiyi;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.weiyi.embedded.Launch;
import io.weiyi.embedded.StartProblem;

/** Starts the program: the embedded parts first where nothing else is configured, then the application. */
@QuarkusMain
public final class Main {

    private Main() {}

    public static void main(String... args) {
        try (Launch launch = Launch.prepare(args)) {
            Quarkus.run(null, (code, failure) -> launch.stopped(code, failure), args);
        } catch (StartProblem problem) {
            Launch.say(problem.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }
}
