package io.weiyi.kernel.blob;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where files and keys lie. */
@ConfigMapping(prefix = "weiyi.store")
public interface BlobConfig {

    /** The one configured folder for uploads, the device CA and other keys; several servers share it. */
    Path dir();
}
