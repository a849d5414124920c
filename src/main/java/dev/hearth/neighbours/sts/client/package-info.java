/** Sessions of functions' roles from another Security Token Service. */
@NullMarked
package dev.hearth.neighbours.sts.client;

import org.jspecify.annotations.NullMarked;
