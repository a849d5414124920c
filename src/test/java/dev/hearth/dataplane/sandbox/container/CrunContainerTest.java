package dev.hearth.dataplane.sandbox.container;

class CrunContainerTest extends ContainerContract {
    CrunContainerTest() {
        super("crun");
    }
}
