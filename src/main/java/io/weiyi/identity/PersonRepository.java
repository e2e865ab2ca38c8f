package io.weiyi.identity;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
class PersonRepository implements PanacheRepositoryBase<Person, Long> {

    Optional<Person> byMobile(String mobile) {
        return find("mobile", mobile).firstResultOptional();
    }

    boolean usernameTaken(String username) {
        return count("username", username) > 0;
    }
}
