package io.weiyi.web;

import io.quarkus.qute.i18n.MessageBundle;

/** Words about what happens at an instrument's PC. The texts are in {@code messages/desk_zh.properties} and {@code desk_en.properties}. */
@MessageBundle("desk")
interface DeskWords {
    String title();

    String lead();

    String open();

    String rules();

    String action();

    String actionRun();

    String actionEnd();

    String remind();

    String grace();

    String graceHint();

    String hooks();

    String hooksHint();

    String preset();

    String changes();

    String by();

    String when();

    String rule(String action, int remind, int grace);

    String hooksState(boolean on);

    String records();

    String recordsHint();

    String none();

    String what();

    String step();

    String booking();

    String details();

    String doing(String what);

    String cause(String cause);

    String why(String why);

    String result(String result);

    String ran(String exit, String ms);

    String policy(String policy);
}
