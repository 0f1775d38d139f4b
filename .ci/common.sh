# Shared by ./run, ./check and .ci/run. Sourced, with the root of the checkout as working directory.
# shellcheck shell=bash

# Compiler processes at once: one per core, and not more than the memory holds (a file that includes
# Beast takes 1.2 GB).
jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable/ { print int($2 / 1500000) }' /proc/meminfo)
    [ "$memory" -ge 1 ] || memory=1
    echo $((cores < memory ? cores : memory))
}

# configure PRESET: makes build/PRESET ready for ninja; nothing to do when it is. Later changes of
# the CMake files are noticed by ninja itself.
configure() {
    local dir=build/$1
    if [ -f "$dir/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$dir/CMakeCache.txt"; then
        rm -rf "$dir" # copied here with the checkout; its paths are another's
    fi
    if [ ! -f "$dir/build.ninja" ] || [ CMakePresets.json -nt "$dir/build.ninja" ]; then
        cmake --preset "$1"
    fi
}

# build PRESET TARGET...: all of it when no target is named.
build() {
    local preset=$1
    shift
    [ $# -gt 0 ] || set -- all
    cmake --build "build/$preset" -j "$(jobs)" --target "$@"
}
