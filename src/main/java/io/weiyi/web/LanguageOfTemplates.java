package io.weiyi.web;

import io.quarkus.arc.Arc;
import io.quarkus.qute.EngineBuilder;
import jakarta.enterprise.event.Observes;

/** Every template speaks the language of the request it answers. */
final class LanguageOfTemplates {

    void configure(@Observes EngineBuilder engine) {
        engine.addTemplateInstanceInitializer(instance -> {
            if (Arc.container().requestContext().isActive()) {
                instance.setLocale(Arc.container().instance(Frame.class).get().locale());
            }
        });
    }
}
