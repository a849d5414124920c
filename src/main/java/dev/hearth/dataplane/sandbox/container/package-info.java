/** Sandboxes made of Linux namespaces, cgroups and seccomp, by Hearth's own launcher or through an OCI runtime. */
@NullMarked
package dev.hearth.dataplane.sandbox.container;

import org.jspecify.annotations.NullMarked;
