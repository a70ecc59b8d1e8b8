// The calls of libsrtp 3 that the worker makes, told in those of libsrtp 2.
// Two things differ: version 3 hides the policy behind functions, and it encrypts from one buffer into another whose
// size it is told, while version 2 works in place and trusts the caller to have left room.
#pragma once
#include <srtp2/srtp.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// Error codes that version 2 does not have; the numbers follow its last one.
#define srtp_err_status_buffer_small static_cast<srtp_err_status_t>(28)
#define srtp_err_status_cryptex_err static_cast<srtp_err_status_t>(29)

struct srtp3_policy
{
	::srtp_policy_t policy;
	// Version 2 keeps a pointer to key and salt, one after the other, so the policy owns the bytes.
	unsigned char key[SRTP_MAX_KEY_LEN];
};
using srtp3_policy_t = srtp3_policy*;

inline srtp_err_status_t srtp_policy_create(srtp3_policy_t* out)
{
	*out = new (std::nothrow) srtp3_policy();

	return *out ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp3_policy_t policy)
{
	if (!policy)
	{
		return;
	}

	std::memset(policy->key, 0, sizeof(policy->key));
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp3_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp3_policy_t policy, srtp_profile_t profile)
{
	const auto status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp3_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t /*mkiLen*/)
{
	if (keyLen > sizeof(policy->key) || saltLen > sizeof(policy->key) - keyLen)
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp3_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp3_policy_t policy, size_t size)
{
	policy->policy.window_size = size;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp3_policy_t policy)
{
	return ::srtp_create(session, &policy->policy);
}

namespace srtp3
{
	// Copies into the target unless it is the source, then lets version 2 work in place. `room` is what version 2 may
	// append; a target without it is refused instead of being overrun.
	template<class InPlace>
	inline srtp_err_status_t intoTarget(
	  InPlace inPlace, const uint8_t* source, size_t sourceLen, uint8_t* target, size_t* targetLen, size_t room)
	{
		if (*targetLen < room || *targetLen - room < sourceLen)
		{
			return srtp_err_status_buffer_small;
		}

		if (source != target)
		{
			std::memcpy(target, source, sourceLen);
		}

		int len           = static_cast<int>(sourceLen);
		const auto status = inPlace(target, &len);

		if (status == srtp_err_status_ok)
		{
			*targetLen = static_cast<size_t>(len);
		}

		return status;
	}
} // namespace srtp3

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return srtp3::intoTarget(
	  [session](void* data, int* len) { return ::srtp_protect(session, data, len); },
	  rtp,
	  rtpLen,
	  srtp,
	  srtpLen,
	  SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return srtp3::intoTarget(
	  [session](void* data, int* len) { return ::srtp_unprotect(session, data, len); }, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// RTCP carries a four-byte index besides the trailer.
	return srtp3::intoTarget(
	  [session](void* data, int* len) { return ::srtp_protect_rtcp(session, data, len); },
	  rtcp,
	  rtcpLen,
	  srtcp,
	  srtcpLen,
	  SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return srtp3::intoTarget(
	  [session](void* data, int* len) { return ::srtp_unprotect_rtcp(session, data, len); },
	  srtcp,
	  srtcpLen,
	  rtcp,
	  rtcpLen,
	  0);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return ::srtp_remove_stream(session, ssrc);
}

// From here on the worker's sources mean the policy of version 3.
#define srtp_policy_t srtp3_policy_t
