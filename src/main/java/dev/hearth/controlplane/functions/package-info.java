/** Functions: their code and configuration, versions, aliases, tags. */
@NullMarked
package dev.hearth.controlplane.functions;

import org.jspecify.annotations.NullMarked;
