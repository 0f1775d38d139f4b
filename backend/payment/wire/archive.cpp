#include "payment/wire/archive.hpp"

#include <array>
#include <limits>
#include <memory>

#include <zip.h>
#include <zlib.h>

namespace wattill::payment::wire {

namespace {

constexpr std::size_t kChunk = 65536;

using ArchivePtr = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using FilePtr = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

Error corrupt(std::string why) {
    return {ErrorCode::Corrupt, Retry::Later, std::move(why), {}};
}

Error tooLong(std::size_t most) {
    return corrupt("The packed file is longer than " + std::to_string(most) +
                   " bytes once unpacked.");
}

struct EndInflate {
    void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// What libzip last said, as text.
std::string reasonOf(zip_error_t* error) {
    std::string text = zip_error_strerror(error);
    zip_error_fini(error);
    return text;
}

Result<ArchivePtr> opened(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return corrupt("The zip file cannot be read: " + reasonOf(&error) + ".");
    ArchivePtr archive(zip_open_from_source(source, ZIP_RDONLY, &error), zip_discard);
    if (!archive) {
        zip_source_free(source);
        return corrupt("It is not a zip file, or it is cut off: " + reasonOf(&error) + ".");
    }
    zip_error_fini(&error);
    return archive;
}

/// Reads to the end, which is where libzip compares the checksum.
Result<std::string> contentOf(zip_t* archive, zip_uint64_t index, std::size_t most) {
    const FilePtr file(zip_fopen_index(archive, index, 0), zip_fclose);
    if (!file) {
        return corrupt("File " + std::to_string(index + 1) +
                       " of the zip cannot be opened: " + zip_strerror(archive) + ".");
    }
    std::string content;
    std::array<char, kChunk> chunk{};
    for (;;) {
        const zip_int64_t length = zip_fread(file.get(), chunk.data(), chunk.size());
        if (length == 0) return content;
        if (length < 0) {
            return corrupt("File " + std::to_string(index + 1) +
                           " of the zip is broken: " + zip_file_strerror(file.get()) + ".");
        }
        if (content.size() + static_cast<std::size_t>(length) > most) return tooLong(most);
        content.append(chunk.data(), static_cast<std::size_t>(length));
    }
}

}  // namespace

Result<std::string> inflateZlib(std::string_view bytes, std::size_t most) {
    z_stream stream{};
    if (bytes.size() > std::numeric_limits<uInt>::max() || inflateInit(&stream) != Z_OK) {
        return corrupt("The packed file is too long.");
    }
    const std::unique_ptr<z_stream, EndInflate> owner(&stream);
    // zlib reads through a pointer to what is not const; it does not write there.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string content;
    std::array<char, kChunk> chunk{};
    for (int status = Z_OK; status != Z_STREAM_END;) {
        stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
        stream.avail_out = static_cast<uInt>(chunk.size());
        status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) {
            return corrupt("The packed file is broken or cut off at byte " +
                           std::to_string(stream.total_in) + ".");
        }
        const std::size_t length = chunk.size() - stream.avail_out;
        if (content.size() + length > most) return tooLong(most);
        content.append(chunk.data(), length);
    }
    if (stream.avail_in != 0) return corrupt("Something follows the packed file.");
    return content;
}

Result<std::vector<ArchiveFile>> unzip(std::string_view bytes, const UnzipLimits& limits) {
    // libzip takes nothing at all for an archive without files.
    if (bytes.empty()) return corrupt("The zip file is empty.");
    const auto archive = opened(bytes);
    if (!archive.ok()) return archive.error();
    const zip_int64_t count = zip_get_num_entries(archive->get(), 0);
    if (count < 0 || static_cast<std::size_t>(count) > limits.mostFiles) {
        return corrupt("The zip holds " + std::to_string(count) + " files; " +
                       std::to_string(limits.mostFiles) + " are the most.");
    }
    std::vector<ArchiveFile> files;
    std::size_t left = limits.mostBytes;
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
        const char* name = zip_get_name(archive->get(), index, ZIP_FL_ENC_RAW);
        if (name == nullptr) return corrupt("A file of the zip has no name.");
        const std::string_view text = name;
        if (!text.empty() && text.back() == '/') continue;
        auto content = contentOf(archive->get(), index, left);
        if (!content.ok()) return content.error();
        left -= content->size();
        files.push_back({std::string(text), std::move(*content)});
    }
    return files;
}

}  // namespace wattill::payment::wire
