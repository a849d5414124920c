package dev.hearth.quality;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** A class has no method marked {@code synchronized}. */
final class NotSynchronized extends ArchCondition<JavaClass> {
    NotSynchronized() {
        super("have no synchronized method");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        for (JavaMethod method : type.getMethods()) {
            if (method.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
                events.add(SimpleConditionEvent.violated(method, method.getFullName() + " is synchronized"));
            }
        }
    }
}
