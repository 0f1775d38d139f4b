#pragma once

#include "payment/wire/archive.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <zip.h>

namespace wattill::testing {

/// A zip as a channel would make it: the names are kept byte by byte.
inline std::string zipped(const std::vector<payment::wire::ArchiveFile>& files) {
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(target);
    zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
    for (const auto& file : files) {
        zip_source_t* content =
            zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
        if (zip_file_add(archive, file.name.c_str(), content, ZIP_FL_ENC_GUESS) < 0) std::abort();
    }
    if (zip_close(archive) != 0) std::abort();
    zip_stat_t stat;
    zip_source_stat(target, &stat);
    std::string bytes(stat.size, '\0');
    zip_source_open(target);
    zip_source_read(target, bytes.data(), bytes.size());
    zip_source_close(target);
    zip_source_free(target);
    return bytes;
}

}  // namespace wattill::testing
