package dev.hearth.dataplane.workermanager;

import java.util.Optional;

/**
 * How far the sandboxes of a version are that are started ahead.
 *
 * @param there how many there are, in use or not
 * @param failure why the last start failed, if the last one did
 */
public record ProvisionedSandboxes(int there, Optional<String> failure) {
    static final ProvisionedSandboxes NONE = new ProvisionedSandboxes(0, Optional.empty());
}
