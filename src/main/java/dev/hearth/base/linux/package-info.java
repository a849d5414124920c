/** The kernel: system calls, cgroups, network namespaces, mounts. The only package that leaves Java. */
@NullMarked
package dev.hearth.base.linux;

import org.jspecify.annotations.NullMarked;
